import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readConfig } from '../../../src/config/config.ts'
import { withConnection } from '../../../src/connection.ts'
import { PlinthError } from '../../../src/errors.ts'
import { openModel } from '../../../src/model/open.ts'
import type { Surroundings } from '../../../src/project.ts'
import { schemaOfModel } from '../../../src/schema-source.ts'
import { withShadow } from '../../../src/shadow.ts'
import { realWorld } from '../../../src/world.ts'
import { makeDatabase } from '../../support/project.ts'

const cache = join(import.meta.dirname, '../../../.cache')

interface Tool {
  /** A folder of .cache/models, or where Python finds its packages. */
  readonly installed: string
  readonly model: unknown
  readonly files: Readonly<Record<string, string>>
  readonly makes: readonly string[]
}

const drizzleSchema = `import { index, integer, pgEnum, pgTable, serial, text } from 'drizzle-orm/pg-core'
export const mood = pgEnum('mood', ['sad', 'ok'])
export const users = pgTable('users', { id: serial('id').primaryKey(), name: text('name'), mood: mood('mood') }, (t) => [
  index('by_name').on(t.name),
])
export const posts = pgTable('posts', { author: integer('author').references(() => users.id) })
`

const prismaSchema = `datasource db {
  provider = "postgresql"
  // url
}
model User {
  id    Int    @id @default(autoincrement())
  name  String @unique
  posts Post[]
}
model Post {
  id       Int  @id
  authorId Int
  author   User @relation(fields: [authorId], references: [id])
}
`

const python = join(cache, 'alembic/usr/lib/python3/dist-packages')

const tools: Readonly<Record<string, Tool>> = {
  'drizzle, with its configuration file': {
    installed: 'models/drizzle',
    model: { preset: 'drizzle' },
    files: {
      'schema.ts': drizzleSchema,
      'drizzle.config.ts': `import { defineConfig } from 'drizzle-kit'\nexport default defineConfig({ dialect: 'postgresql', schema: './schema.ts' })\n`,
    },
    makes: [
      'enum "public"."mood"',
      'table "public"."users"',
      'index "public"."by_name"',
      'table "public"."posts"',
    ],
  },
  'drizzle, with a schema': {
    installed: 'models/drizzle',
    model: { preset: 'drizzle', schema: 'src/schema.ts' },
    files: { 'src/schema.ts': drizzleSchema },
    makes: ['table "public"."users"', 'table "public"."posts"'],
  },
  'prisma 7': {
    installed: 'models/prisma',
    model: { preset: 'prisma' },
    files: { 'prisma/schema.prisma': prismaSchema },
    makes: ['table "public"."User"', 'table "public"."Post"', 'index "public"."User_name_key"'],
  },
  'prisma 6': {
    installed: 'models/prisma-6',
    model: { preset: 'prisma', schema: 'db/schema.prisma' },
    files: { 'db/schema.prisma': prismaSchema.replace('// url', 'url = "postgres://localhost:1/nowhere"') },
    makes: ['table "public"."User"', 'table "public"."Post"', 'index "public"."User_name_key"'],
  },
  'mikro-orm': {
    installed: 'models/mikro-orm',
    model: { preset: 'mikro-orm', config: './orm.config.js' },
    files: {
      'orm.config.js': `import { defineConfig, EntitySchema } from '@mikro-orm/postgresql'
const User = new EntitySchema({ name: 'User', properties: { id: { type: 'number', primary: true }, name: { type: 'string', unique: true } } })
export default defineConfig({ entities: [User], dbName: 'nowhere', host: '127.0.0.1', port: 1 })
`,
    },
    makes: ['table "public"."user"', 'constraint "public"."user"."user_name_unique"'],
  },
  sqlalchemy: {
    installed: 'alembic',
    model: { preset: 'sqlalchemy', schema: 'app.models:Base' },
    files: {
      'app/__init__.py': '',
      'app/models.py': `from sqlalchemy import CheckConstraint, Column, Enum, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base
Base = declarative_base()
class User(Base):
    __tablename__ = 'users'
    __table_args__ = (CheckConstraint("name like 'a%'", name='with_percent'),)
    id = Column(Integer, primary_key=True, comment='100 % sure; really')
    name = Column(String(20), nullable=False, unique=True)
    mood = Column(Enum('sad', 'ok', name='mood'), server_default='ok')
class Post(Base):
    __tablename__ = 'posts'
    __table_args__ = {'schema': 'blog'}
    id = Column(Integer, primary_key=True)
    author = Column(ForeignKey('users.id'))
`,
    },
    makes: [
      'enum "public"."mood"',
      'schema "blog"',
      'table "blog"."posts"',
      'constraint "public"."users"."with_percent"',
    ],
  },
}

/** A project with the files of a tool, and the packages that it needs. */
async function projectOf({ installed, model, files }: Tool): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plinth-preset-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  for (const [name, text] of Object.entries({ ...files, 'plinth.config.json': JSON.stringify({ model }) })) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  if (installed === 'alembic') {
    await symlink(join(python, 'sqlalchemy'), join(folder, 'sqlalchemy'), 'junction')
    return folder
  }
  await symlink(join(cache, installed, 'node_modules'), join(folder, 'node_modules'), 'junction')
  await cp(join(cache, installed, 'package.json'), join(folder, 'package.json'))
  return folder
}

describe('a schema as its own tool prints it', { timeout: 240_000 }, () => {
  it.for(Object.entries(tools))('%s', async ([, tool], { skip }) => {
    const isThere = existsSync(join(cache, tool.installed))
    if (!isThere)
      return skip(`.cache/${tool.installed} is not there: scripts/install-models.mjs, install-alembic.mjs`)
    const folder = await projectOf(tool)
    const database = await makeDatabase()
    const at: Surroundings = {
      world: { ...realWorld(folder), env: {} },
      wishes: { url: database.url },
      onEvent: () => {},
      signal: undefined,
      toolVersion: 'test',
    }
    const config = await readConfig(at.wishes, at.world)
    const model = await openModel(config.model, {
      world: at.world,
      root: folder,
      reading: config.reading,
      signal: undefined,
    }).catch((error: unknown) => {
      // Prisma gets its engine from a server of its own when it is run first.
      if (error instanceof PlinthError && error.detail?.includes('binaries.prisma.sh')) return error.detail
      throw error
    })
    if (typeof model === 'string') return skip(`Prisma cannot get its engine: ${model.split('\n')[0]}`)
    const schema = await withConnection(at, { config }, { verb: 'test' }, (like) =>
      withShadow(at, { config }, like, (shadow) => schemaOfModel(at, model, { shadow })),
    )
    expect([...schema.facts.keys()]).toEqual(expect.arrayContaining([...tool.makes]))
  })
})
