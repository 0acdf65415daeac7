/** A fact by kind and name, as `keyOf` writes it: `table "public"."orders"`. Keys are equal just when kind and name are. */
export type FactKey = string & { readonly __brand: 'FactKey' }
