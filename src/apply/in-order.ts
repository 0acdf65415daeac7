/** Waits for all of them; the first one that failed, in their order, is the failure. */
export async function inOrder<T extends readonly Promise<unknown>[]>(
  work: readonly [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const ends = await Promise.allSettled(work)
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return Promise.all(work) as Promise<{ [K in keyof T]: Awaited<T[K]> }>
}
