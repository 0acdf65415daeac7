import { describe, expect, it } from 'vitest'
import { missingName, nearestName, withNearest } from '../../../src/apply/place-name.ts'
import { PlinthError } from '../../../src/errors.ts'

const sqlError = (sqlState: string, message: string, hint?: string) =>
  new PlinthError('E_SQL', message, { sqlState, ...(hint === undefined ? {} : { hint }) })

describe('the name that a message says is missing', () => {
  it.each([
    ['42P01', 'relation "userz" does not exist', 'relation', 'userz'],
    ['42P01', 'relation "public.userz" does not exist', 'relation', 'public.userz'],
    ['42P01', 'Relation »userz« existiert nicht', 'relation', 'userz'],
    ['42P01', 'la relation « userz » n’existe pas', 'relation', 'userz'],
    ['42P01', 'отношение "userz" не существует', 'relation', 'userz'],
    ['42703', 'column "nam" of relation "users" does not exist', 'column', 'nam'],
    ['42703', 'column u.nam does not exist', 'column', 'nam'],
    ['42883', 'function public.lowr(text, integer) does not exist', 'function', 'public.lowr'],
    ['42704', 'type "intger" does not exist', 'object', 'intger'],
  ])('%s %s', (state, message, kind, name) => {
    expect(missingName(sqlError(state, message))).toEqual({ kind, name })
  })

  it.each([
    ['42883', 'operator does not exist: text + integer'],
    ['42601', 'syntax error at or near "x"'],
    ['42P01', 'no name here'],
  ])('%s %s: none', (state, message) => {
    expect(missingName(sqlError(state, message))).toBeUndefined()
  })
})

describe('the nearest name', () => {
  const names = ['users', 'orders', 'order_items', 'auth.sessions', 'Accounts', 't']
  it.each([
    ['userz', 'users'],
    ['user', 'users'],
    ['order_item', 'order_items'],
    ['sessions', 'auth.sessions'],
    ['public.userz', 'users'],
    ['auth.session', 'auth.sessions'],
    ['accounts', 'Accounts'],
    ['s', undefined],
    ['customers', undefined],
    ['users', undefined],
  ])('of %s: %s', (missing, expected) => {
    expect(nearestName(missing, names)).toBe(expected)
  })

  it('is the one in the same schema when two are as near', () => {
    expect(nearestName('userz', ['auth.users', 'users'])).toBe('users')
    expect(nearestName('auth.userz', ['users', 'auth.users'])).toBe('auth.users')
  })
})

describe('the hint', () => {
  it('asks', () => {
    expect(withNearest(sqlError('42P01', 'relation "userz" does not exist'), ['users']).hint).toBe(
      'Did you mean "users"?',
    )
  })

  it('of the server is kept', () => {
    const own = sqlError('42703', 'column "nam" does not exist', 'Perhaps you meant …')
    expect(withNearest(own, ['name'])).toBe(own)
    expect(
      withNearest(sqlError('42883', 'function lowr(text) does not exist', 'No function …'), ['lower']).hint,
    ).toBe('Did you mean "lower"?\nNo function …')
  })

  it('is none when nothing is near', () => {
    const error = sqlError('42P01', 'relation "userz" does not exist')
    expect(withNearest(error, ['orders'])).toBe(error)
  })
})
