import { describe, expect, test } from 'vitest'
import { changeRights, wordsOn } from '../../../src/schema/change/grants.ts'
import { optionsChange } from '../../../src/schema/change/foreign-options.ts'
import type { Grant } from '../../../src/schema/schema.ts'

const grant = (grantee: string, privileges: readonly string[], grantable: readonly string[] = []): Grant => ({
  grantee,
  privileges,
  grantable,
})
const table = wordsOn('TABLE t')
const change = (before: readonly Grant[], after: readonly Grant[]) =>
  changeRights({ certain: before, possible: before }, after, table)

describe('rights', () => {
  test('what is too much goes before what is missing comes', () => {
    expect(
      change([grant('a', ['SELECT']), grant('PUBLIC', ['SELECT'])], [grant('a', ['INSERT', 'SELECT'])]),
    ).toEqual(['REVOKE SELECT ON TABLE t FROM PUBLIC', 'GRANT INSERT ON TABLE t TO a'])
  })

  test('of all, some is left: all goes, and some comes again', () => {
    expect(change([grant('a', ['ALL'], ['ALL'])], [grant('a', ['INSERT', 'SELECT'], ['SELECT'])])).toEqual([
      'REVOKE ALL ON TABLE t FROM a',
      'GRANT INSERT ON TABLE t TO a',
      'GRANT SELECT ON TABLE t TO a WITH GRANT OPTION',
    ])
    expect(change([grant('a', ['ALL'], ['ALL'])], [grant('a', ['ALL'], ['SELECT'])])).toEqual([
      'REVOKE GRANT OPTION FOR ALL ON TABLE t FROM a',
      'GRANT SELECT ON TABLE t TO a WITH GRANT OPTION',
    ])
  })

  test('the option alone is taken and given', () => {
    expect(change([grant('a', ['SELECT'], ['SELECT'])], [grant('a', ['SELECT'])])).toEqual([
      'REVOKE GRANT OPTION FOR SELECT ON TABLE t FROM a',
    ])
    expect(change([grant('a', ['SELECT'])], [grant('a', ['SELECT'], ['SELECT'])])).toEqual([
      'GRANT SELECT ON TABLE t TO a WITH GRANT OPTION',
    ])
  })

  test('what may be there is revoked, what may be missing granted', () => {
    const held = { possible: [grant('a', ['SELECT']), grant('b', ['ALL'])], certain: [grant('b', ['ALL'])] }
    expect(changeRights(held, [grant('b', ['ALL'])], table)).toEqual(['REVOKE SELECT ON TABLE t FROM a'])
    expect(changeRights(held, [grant('a', ['SELECT']), grant('b', ['ALL'])], table)).toEqual([
      'GRANT SELECT ON TABLE t TO a',
    ])
  })

  test('equal rights need no statement', () => {
    expect(change([grant('a b', ['ALL'])], [grant('a b', ['ALL'])])).toEqual([])
  })
})

describe('options of foreign things', () => {
  test('change in place, and are added behind', () => {
    expect(optionsChange(['host=a', 'port=1', 'x=1'], ['host=b', 'x=1', 'New=2'])).toBe(
      `OPTIONS (DROP port, SET host 'b', ADD "New" '2')`,
    )
  })

  test('in another order are told anew', () => {
    expect(optionsChange(['a=1', 'b=2'], ['b=2', 'a=1'])).toBe(
      `OPTIONS (DROP a, DROP b, ADD b '2', ADD a '1')`,
    )
  })
})
