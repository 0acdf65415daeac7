import { kindOf, type Kind, type Space } from './kind.ts'

/** An object that a script made. */
export interface Made {
  /** As listed; `constraint` for an index that comes with one, which is not listed. */
  kind: string
  readonly space: Space
  /** Undefined for what is named within a relation, or in no schema. */
  schema: string | undefined
  name: string
  /** Tells overloads apart. */
  readonly signature: string
  /** The relation it is on: that of a trigger or index, the table that owns a sequence, the parent of a partition. */
  on: Made | undefined
  /** What goes when this goes. */
  readonly parts: Set<Made>
  /** Names in the definition of an index, sequence or statistics: when such a column goes, it goes too. */
  mentions?: ReadonlySet<string>
  index?: IndexShape
  /** The index of the parent table that this index of a partition belongs to: it comes with that one. */
  under?: Made | undefined
}

export interface IndexShape {
  readonly columns: readonly string[]
  /** Equal texts: an index of a partition can stand for that of its parent. */
  readonly definition: string
}

/** A name as found in a script: `[schema, name]` or `[name]`. */
export type NameParts = readonly string[]

const defaultPath: readonly string[] = ['public']
const temporary = 'pg_temp'

/** What a script made so far, and the search path in force: a catalog without a server. */
export class MadeCatalog {
  /** Without `$user`. */
  path: readonly string[] = defaultPath
  /** Schemas in which extensions were put. */
  readonly extended = new Set<string>()
  /** Schemas that were made, or had something made in them. */
  readonly touched = new Set<string>()
  readonly #all = new Set<Made>()
  readonly #named = new Map<string, Made[]>()

  constructor() {
    this.add(kindOf('schema'), undefined, 'public')
    this.touched.clear()
  }

  get all(): Iterable<Made> {
    return this.#all
  }

  resetPath(): void {
    this.path = defaultPath
  }

  /** The schema in which something of this name is made: the first of the path that exists. */
  schemaFor(parts: NameParts): string {
    if (parts.length > 1) return parts.at(-2)!
    const exists = (schema: string) =>
      schema === 'public' ||
      schema === temporary ||
      this.named('other', undefined, schema, 'schema').length > 0
    return this.path.find(exists) ?? this.path[0] ?? 'public'
  }

  /** Makes an object. What has this name already stays: the script said OR REPLACE or IF NOT EXISTS. */
  add(
    { kind, space }: Kind,
    schema: string | undefined,
    name: string,
    rest: { readonly signature?: string; readonly on?: Made | undefined } = {},
  ): Made {
    const { signature = '', on } = rest
    const made: Made = { kind, space, schema, name, signature, on, parts: new Set() }
    const existing = this.named(space, schema, name, kind, on).find((one) => one.signature === signature)
    if (existing) return existing
    this.#all.add(made)
    this.#name(made)
    on?.parts.add(made)
    this.touched.add(kind === 'schema' ? name : (schema ?? ''))
    return made
  }

  /** All objects with this name; `kind` and `on` tell apart what the space does not. */
  named(space: Space, schema: string | undefined, name: string, kind = '', on?: Made): readonly Made[] {
    const found = this.#named.get(keyOf(space, schema, name)) ?? []
    if (space === 'other') return found.filter((made) => made.kind === kind)
    return space === 'within' ? found.filter((made) => made.kind === kind && made.on === on) : found
  }

  /** The objects that a name means where it is used, by the search path. */
  find({ space, kind, global }: Kind, parts: NameParts): readonly Made[] {
    const name = parts.at(-1) ?? ''
    if (global) return this.named(space, undefined, name, kind)
    const schemas = parts.length > 1 ? [parts.at(-2)!] : [temporary, ...this.path]
    for (const schema of schemas) {
      const found = this.named(space, schema, name, kind)
      if (found.length > 0) return found
    }
    return []
  }

  relation(parts: NameParts): Made | undefined {
    return this.find(kindOf('table'), parts)[0]
  }

  /** `made` goes when the thing of this name goes, if the script made that: a DROP needs CASCADE then. */
  needs(made: Made, kind: string, parts: NameParts): void {
    for (const other of this.find(kindOf(kind), parts)) if (other !== made) other.parts.add(made)
  }

  /** The same for a type, which may be the row type of a table. */
  needsType(made: Made, parts: NameParts): void {
    this.needs(made, 'type', parts)
    this.needs(made, 'table', parts)
  }

  /** Takes an object away, with all that comes with it. */
  remove(made: Made): void {
    if (!this.#all.delete(made)) return
    this.#unname(made)
    made.on?.parts.delete(made)
    made.under?.parts.delete(made)
    for (const part of made.parts) this.remove(part)
  }

  /** Gives an object another name or schema. Indexes and owned sequences follow their table, everything a schema. */
  change(made: Made, to: { readonly name?: string; readonly schema?: string }): void {
    const before = made.name
    this.#unname(made)
    made.name = to.name ?? made.name
    made.schema = to.schema ?? made.schema
    this.#name(made)
    if (made.kind === 'schema') {
      for (const other of this.#all) if (other.schema === before) this.change(other, { schema: made.name })
      if (this.extended.delete(before)) this.extended.add(made.name)
    } else if (to.schema !== undefined) {
      const follows = ['index', 'constraint', 'sequence']
      for (const part of made.parts)
        if (follows.includes(part.kind) && part.on === made) this.change(part, { schema: to.schema })
    }
    this.touched.add(made.kind === 'schema' ? made.name : (made.schema ?? ''))
  }

  #name(made: Made): void {
    const key = keyOf(made.space, made.schema, made.name)
    const others = this.#named.get(key)
    if (others) others.push(made)
    else this.#named.set(key, [made])
  }

  #unname(made: Made): void {
    const key = keyOf(made.space, made.schema, made.name)
    const others = (this.#named.get(key) ?? []).filter((other) => other !== made)
    if (others.length > 0) this.#named.set(key, others)
    else this.#named.delete(key)
  }
}

function keyOf(space: Space, schema: string | undefined, name: string): string {
  return `${space}\0${schema ?? ''}\0${name}`
}
