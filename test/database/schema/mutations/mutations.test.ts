import { afterAll, beforeAll, expect, test } from 'vitest'
import { postgresDatabase } from '../../../../src/database/postgres/postgres.ts'
import type { Session } from '../../../../src/database/database.ts'
import { fingerprintOf } from '../../../../src/schema/fingerprint.ts'
import type { Schema } from '../../../../src/schema/schema.ts'
import { testServer, type TestDatabase } from '../../../support/server.ts'
import { open } from '../../session/open.ts'
import { baseSchema } from './base-schema.ts'
import { mutate, parseMutations } from './mutation.ts'
import { ofRelations } from './of-relations.ts'
import { ofTables } from './of-tables.ts'
import { ofTheRest, unseen } from './of-the-rest.ts'

const all = parseMutations([ofTables, ofRelations, ofTheRest].join('\n'))
const database = postgresDatabase('plinth')
let made: TestDatabase
let session: Session
let before: Schema

beforeAll(async () => {
  made = await (await testServer()).createDatabase()
  await made.query(baseSchema)
  session = await open(made.url)
  before = await database.readSchema(session)
})
afterAll(async () => {
  await session.close()
  await made.drop()
})

test('there are hundreds, each once', () => {
  expect(all.length).toBeGreaterThan(250)
  expect(new Set(all.map(({ given, change }) => `${given ?? ''}|${change}`)).size).toBe(all.length)
})

test('the base schema is seen as a whole', () => {
  expect(fingerprintOf(before)).toMatchObject({ kind: 'certain' })
})

test.each(all)('$change', async (mutation) => {
  if (Math.floor(session.serverVersion / 10000) < mutation.since) return
  const { isOther, differs } = await mutate({ session, database }, before, mutation)
  expect(isOther).toBe(true)
  expect(differs).toBe(mutation.differs)
})

test.each(parseMutations(unseen))('named as unseen: $change', async (mutation) => {
  expect(await mutate({ session, database }, before, mutation)).toMatchObject({ kind: 'uncertain' })
})
