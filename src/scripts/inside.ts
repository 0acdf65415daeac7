import * as native from 'node:path'

/**
 * Whether `path` lies in the folder `root`. Both are absolute and resolved: this looks at names only.
 * `rules`: whose names they are; on Windows, a path on another drive stays absolute.
 */
export function isInside(root: string, path: string, rules: native.PlatformPath = native): boolean {
  const way = rules.relative(root, path)
  return way !== '..' && !way.startsWith(`..${rules.sep}`) && !rules.isAbsolute(way)
}

/** A path as people type it: relative to the project's root, with `/`; as it is when it lies elsewhere. */
export function shownIn(root: string, path: string): string {
  if (!isInside(root, path)) return path
  const way = native.relative(root, path)
  return way === '' ? path : way.replaceAll(native.sep, '/')
}
