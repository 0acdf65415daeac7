import { describe, expect, it } from 'vitest'
import {
  parseTarget,
  resolveDowngradeTarget,
  resolveRange,
  resolveRevision,
  resolveRevisions,
  resolveUpgradeTarget,
  saysCurrent,
} from '../../../src/revision/target.ts'
import { drawn, errorOf, ids } from './drawn.ts'

//                    ┌─ b100 ── b200 (label web) ── b300
//  a100 ── a200 ─────┤
//                    └─ c100 (label api) ── c200
const graph = drawn('a100 a200<a100 b100<a200 b200<b100#web b300<b200 c100<a200#api c200<c100')
const up = (text: string, ...heads: string[]) => resolveUpgradeTarget(graph, text, ids(...heads))
const down = (text: string, ...heads: string[]) => resolveDowngradeTarget(graph, text, ids(...heads))

describe('an upgrade target', () => {
  it.each([
    ['heads', [], ['b300', 'c200']],
    ['web@head', [], ['b300']],
    ['api@heads', [], ['c200']],
    ['b100@head', [], ['b300']],
    ['web', [], ['b200']],
    ['a100', [], ['a100']],
    ['B100', [], ['b100']],
    ['+2', [], ['a200']],
    ['+1', ['b100'], ['b200']],
    ['api@+1', ['a200'], ['c100']],
    ['api@+1', ['b200'], ['c100']],
    ['web@+1', ['b100', 'c200'], ['b200']],
    ['a200+0', [], ['a200']],
    ['b100+2', [], ['b300']],
    ['web@a100+3', [], ['b200']],
    ['web@head-1', [], ['b200']],
    ['base+1', [], ['a100']],
  ])('%s at %j is %j', (text, heads, expected) => {
    expect(up(text, ...heads)).toEqual(expected)
  })

  it('is head when there is one, nothing without revisions', () => {
    expect(resolveUpgradeTarget(drawn('a b<a'), 'head', [])).toEqual(['b'])
    expect(resolveUpgradeTarget(drawn(''), 'head', [])).toEqual([])
    expect(resolveUpgradeTarget(drawn(''), 'heads', [])).toEqual([])
  })

  it('head is refused when there are several', () => {
    expect(errorOf(() => up('head'))).toBe(
      'E_HEADS there are 2 heads\nb300  "message of b300"  b300.sql\nc200  "message of c200"  c200.sql\n' +
        'Name one of them, say "heads" for all, or join them: plinth merge',
    )
  })

  it('needs four characters and one match', () => {
    const one = drawn('abcd11 abcd22<abcd11')
    expect(resolveUpgradeTarget(one, 'abcd1', [])).toEqual(['abcd11'])
    expect(errorOf(() => resolveUpgradeTarget(one, 'abc', []))).toContain(
      'E_REVISION no revision or label is named "abc"\nThe beginning of a revision needs at least 4 characters.',
    )
    expect(errorOf(() => resolveUpgradeTarget(one, 'abcd', []))).toBe(
      'E_REVISION "abcd" is the beginning of several revisions\n' +
        'abcd11  "message of abcd11"  abcd11.sql\nabcd22  "message of abcd22"  abcd22.sql\n' +
        'Give more characters of the revision.',
    )
  })

  it('guesses what was meant', () => {
    expect(errorOf(() => up('b30o'))).toBe(
      'E_REVISION no revision or label is named "b30o"\nDid you mean "b300"?',
    )
    expect(errorOf(() => up('wev@head'))).toContain('Did you mean "web"?')
  })

  it('is refused where the way parts', () => {
    expect(errorOf(() => up('+1', 'a200'))).toBe(
      'E_HEADS "+1" is not clear: the way parts into 2 revisions\n' +
        'b100  "message of b100"  b100.sql\nc100  "message of c100"  c100.sql\n' +
        'Name the revision to go to, or go along one branch, as in b100@+1',
    )
    expect(up('b100@+1', 'a200')).toEqual(['b100'])
    expect(errorOf(() => up('+1', 'b200', 'c200'))).toContain('as in b200@+1')
  })

  it.each([
    ['+9', 'E_REVISION "+9" goes too far: there is only 1 step that way'],
    [
      '-1',
      'E_REVISION "-1" is not a target here: an upgrade goes up\nTo undo migrations: plinth downgrade -1',
    ],
    [
      'base',
      'E_REVISION "base" is not a target here: an upgrade goes up\nTo undo migrations: plinth downgrade base',
    ],
    ['a100-1', 'E_REVISION "a100-1" is not a target here: it is base'],
    ['a100-2', 'E_REVISION "a100-2" goes too far: there is only 1 step that way'],
    ['api@b100', 'E_REVISION revision "b100" is not on branch "api"'],
    ['', 'E_REVISION "" is not a target'],
    ['web@', 'E_REVISION "web@" is not a target'],
    ['@head', 'E_REVISION "@head" is not a target'],
  ])('%s is refused', (text, expected) => {
    expect(errorOf(() => up(text, 'b200'))).toContain(expected)
  })

  it('is refused when the database is ahead', () => {
    expect(errorOf(() => up('heads', 'zzzz', 'b100'))).toBe(
      'E_AHEAD the database is at "zzzz", which no migration file has\n' +
        'It was migrated with newer files, or with those of another branch.\n' +
        'Get the migrations that the database was migrated with, then run the command again.',
    )
  })
})

describe('a downgrade target', () => {
  it.each([
    ['base', ['b300', 'c200'], []],
    ['base', [], []],
    ['-1', ['b300'], ['b200']],
    ['2', ['b300'], ['b100']],
    ['-5', ['b300'], []],
    ['a200', ['b300', 'c200'], ['a200']],
    ['b100', ['b300', 'c200'], ['b100', 'c200']],
    ['web@a200', ['b300', 'c200'], ['c200']],
    ['web@-1', ['b300', 'c200'], ['b200', 'c200']],
    ['b300-2', ['b300'], ['b100']],
    ['a100-1', ['b300'], []],
    ['c100', ['c100'], ['c100']],
  ])('%s at %j leaves %j', (text, heads, expected) => {
    expect(down(text, ...heads)).toEqual(expected)
  })

  it('-1 undoes a merge, -2 needs to know the way', () => {
    //      ┌─ b ─┐
    //  a ──┤     ├─ d
    //      └─ c ─┘
    const diamond = drawn('a b<a c<a d<b+c')
    const left = (text: string) => resolveDowngradeTarget(diamond, text, ids('d'))
    expect(left('-1')).toEqual(['b', 'c'])
    expect(left('b')).toEqual(['b', 'c'])
    expect(left('b@-2')).toEqual(['c'])
    expect(errorOf(() => left('-2'))).toContain('E_HEADS "-2" is not clear: the way parts into 2 revisions')
  })

  it('takes off what depends on it', () => {
    //  a ── b      c ── d (depends on b)
    const one = drawn('a#left b<a c#right d<c~b')
    expect(resolveDowngradeTarget(one, 'a', ids('d'))).toEqual(['a', 'c'])
    expect(resolveDowngradeTarget(one, 'left@-1', ids('d'))).toEqual(['a', 'c'])
    expect(resolveDowngradeTarget(one, 'right@base', ids('d'))).toEqual(['b'])
    expect(resolveDowngradeTarget(one, 'left@base', ids('d'))).toEqual(['c'])
  })

  it('a whole number is a revision when one has that name, and from 4 digits on', () => {
    const numbers = drawn('1 2<1 3<2 4567<3')
    expect(resolveDowngradeTarget(numbers, '1', ids('4567'))).toEqual(['1'])
    expect(resolveDowngradeTarget(numbers, '4', ids('4567'))).toEqual([])
    expect(resolveDowngradeTarget(numbers, '4567', ids('4567'))).toEqual(['4567'])
  })

  it.each([
    ['-6', ['b300'], 'E_REVISION "-6" goes too far: there are only 5 steps that way'],
    ['9', ['b300'], 'E_REVISION "-9" goes too far: there are only 5 steps that way'],
    ['-1', [], 'E_REVISION "-1" is not a target here: nothing is applied'],
    ['-1', ['b300', 'c200'], 'E_HEADS "-1" is not clear: the way parts into 2 revisions'],
    ['api@-1', ['b300'], 'E_REVISION "api@-1" is not a target here: nothing is applied'],
    ['+1', ['b300'], 'E_REVISION "+1" is not a target here: a downgrade goes down'],
    ['heads', ['b300'], 'E_REVISION "heads" is not a target here: a downgrade goes down'],
    [
      'b300',
      ['b200'],
      'E_REVISION the database cannot be downgraded to "b300", which is not applied\nThe database is at b200.',
    ],
  ])('%s at %j is refused', (text, heads, expected) => {
    expect(errorOf(() => down(text, ...heads))).toContain(expected)
  })
})

describe('a name with a minus', () => {
  const one = drawn('add-1 add-2<add-1 add-2x9<add-2')

  it('is a revision when one has it, else steps', () => {
    expect(parseTarget(one, 'add-1')).toEqual({ kind: 'revision', branch: undefined, name: 'add-1' })
    expect(parseTarget(one, 'add-2-1')).toMatchObject({ kind: 'relative', from: 'add-2', steps: -1 })
    expect(resolveRevision(one, 'add-2-1')).toBe('add-1')
    expect(resolveRevision(one, 'add-2x')).toBe('add-2x9')
  })
})

describe('resolveRevision', () => {
  it('refuses what is not one revision of the files', () => {
    expect(errorOf(() => resolveRevision(graph, '+1'))).toContain('it is relative to the database')
    expect(errorOf(() => resolveRevision(graph, 'base'))).toContain('no revision is there')
    expect(errorOf(() => resolveRevision(graph, 'heads'))).toContain('E_HEADS')
  })
})

describe('a range', () => {
  it.each([
    ['a200:b200', ['a200', 'b100', 'b200']],
    [':b100', ['a100', 'a200', 'b100']],
    ['b200:', ['b200', 'b300']],
    ['base:heads', ['a100', 'a200', 'b100', 'b200', 'b300', 'c100', 'c200']],
    ['c100', ['c100']],
    ['b300:a100', []],
  ])('%s is %j', (text, expected) => {
    expect(resolveRange(graph, text)).toEqual(expected)
  })

  it('has two sides', () => {
    expect(errorOf(() => resolveRange(graph, 'a:b:c'))).toContain('E_REVISION "a:b:c" is not a target')
  })
})

describe('current', () => {
  const one = (text: string, ...heads: string[]) => resolveRevision(graph, text, ids(...heads))

  it.each([
    ['current', ['b200'], ['b200']],
    ['current', ['b200', 'c100'], ['b200', 'c100']],
    ['current', [], []],
    ['web@current', ['b200', 'c100'], ['b200']],
    ['current+1', ['b200'], ['b300']],
    ['api@current+1', ['b200', 'c100'], ['c200']],
    ['current+2', [], ['a200']],
  ])('an upgrade to %s at %j goes to %j', (text, heads, expected) => {
    expect(up(text, ...heads)).toEqual(expected)
  })

  it.each([
    ['current', ['b300', 'c200'], ['b300', 'c200']],
    ['current', [], []],
    ['web@current', ['b300', 'c200'], ['b300', 'c200']],
    ['current-1', ['b300'], ['b200']],
    ['api@current-1', ['b300', 'c200'], ['b300', 'c100']],
  ])('a downgrade to %s at %j leaves %j', (text, heads, expected) => {
    expect(down(text, ...heads)).toEqual(expected)
  })

  it.each([
    ['current', ['b200'], 'b200'],
    ['current-1', ['b200'], 'b100'],
    ['current+1', ['b200'], 'b300'],
    ['current+1', [], 'a100'],
    ['web@current', ['b200', 'c100'], 'b200'],
    // Nothing of the branch itself is applied: the highest that it stands on.
    ['c200@current', ['b200'], 'a200'],
    ['api@current+1', ['b200'], 'c100'],
  ])('the revision %s at %j is %s', (text, heads, expected) => {
    expect(one(text, ...heads)).toBe(expected)
  })

  it('is several where several are taken', () => {
    expect(resolveRevisions(graph, 'current', ids('b200', 'c100'))).toEqual(['b200', 'c100'])
    expect(resolveRevisions(graph, 'current', [])).toEqual([])
    expect(resolveRevisions(graph, 'heads')).toEqual(['b300', 'c200'])
    expect(resolveRevisions(graph, 'web', [])).toEqual(['b200'])
  })

  it.each([
    ['current:', ['b200'], ['b200', 'b300']],
    ['current:', ['b200', 'c200'], ['b200', 'b300', 'c200']],
    ['current:', [], ['a100', 'a200', 'b100', 'b200', 'b300', 'c100', 'c200']],
    [':current', ['b100', 'c100'], ['a100', 'a200', 'b100', 'c100']],
    // Alembic lists everything here.
    [':current', [], []],
    ['current', ['b100', 'c100'], ['b100', 'c100']],
    ['current-1:current+1', ['b200'], ['b100', 'b200', 'b300']],
    ['a200:web@current', ['b200', 'c100'], ['a200', 'b100', 'b200']],
  ])('the range %s at %j is %j', (text, heads, expected) => {
    expect(resolveRange(graph, text, ids(...heads))).toEqual(expected)
  })

  it('is refused where one revision is wanted, and the database is at several or none', () => {
    expect(errorOf(() => one('current-1', 'b200', 'c100'))).toBe(
      'E_HEADS "current-1" is not clear: the database is at several revisions\n' +
        'b200  "message of b200"  b200.sql\nc100  "message of c100"  c100.sql\n' +
        'Name one of them, or say along which the way goes, as in b200@current-1',
    )
    expect(one('b200@current-1', 'b200', 'c100')).toBe('b100')
    expect(errorOf(() => one('current'))).toBe(
      'E_REVISION "current" is not a target here: no revision is there\nTo see where the database is: plinth current',
    )
    expect(errorOf(() => one('current-1', 'a100'))).toContain('no revision is there')
    expect(errorOf(() => one('current-9', 'a200'))).toContain('"current-9" goes too far')
    expect(errorOf(() => one('current', 'zzzz'))).toContain('E_AHEAD the database is at "zzzz"')
    expect(errorOf(() => resolveRange(graph, 'current:', ids('zzzz')))).toContain('E_AHEAD')
    expect(errorOf(() => down('current+1', 'b200'))).toContain('a downgrade goes down')
    expect(errorOf(() => up('current-1', 'b200'))).toContain('an upgrade goes up')
  })

  it('is refused where no database is asked', () => {
    for (const ask of [() => resolveRevision(graph, 'current'), () => resolveRange(graph, 'current:')])
      expect(errorOf(ask)).toBe(
        'E_REVISION "current" is not a target here: what is current stands in the database, which is not asked for it\n' +
          'Name the revision. To see where the database is: plinth current',
      )
  })

  it('is said by nothing else', () => {
    const texts = ['current', 'current+1', 'web@current', 'head', '+1', 'currently', 'current.x', 'b200']
    expect(texts.filter((text) => saysCurrent(graph, text))).toEqual(texts.slice(0, 3))
    expect(saysCurrent(drawn('current-1'), 'current-1')).toBe(false)
  })
})
