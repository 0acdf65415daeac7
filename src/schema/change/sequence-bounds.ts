const bounds: Readonly<Record<string, readonly [min: string, max: string]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
}

/** The lowest and the highest number of a type; undefined: it is none of whole numbers. */
export function boundsOf(type: string): readonly [min: string, max: string] | undefined {
  return bounds[type]
}

/** Whether a type of whole numbers holds fewer than another. */
export function isNarrowerSequence(from: string, to: string): boolean {
  const names = Object.keys(bounds)
  return names.includes(to) && names.indexOf(to) < names.indexOf(from)
}
