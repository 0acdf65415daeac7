// Builds dist/: the command line as split bundles, the library as ESM and CommonJS with types.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'rolldown'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const common = {
  cwd: root,
  platform: 'node',
  transform: { target: 'node20' },
  logLevel: 'warn',
  // What is imported late is imported late where it can be; where it cannot, nothing is lost.
  checks: { ineffectiveDynamicImport: false },
}
rmSync(dist, { recursive: true, force: true })

// What more than a few verbs share goes into one file: each file more costs half a millisecond of the start, and so does every 25 KB that no one
// asked for. Both were measured. The reader of scripts stays out of it: most runs find nothing to do.
const sharedByMost = {
  name: 'shared',
  test: (id) => !/src[\\/](?:psql|scripts|apply)[\\/]/.test(id),
  minShareCount: 8,
}
// The names of functions and classes are kept: a stack trace in a bug report says something.
const smaller = { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } }
await build({
  ...common,
  input: 'src/main.ts',
  // jiti and execa stay outside: they are loaded only when a TypeScript file or another program is.
  external: ['execa', 'jiti'],
  // Of yargs only the parser is used. The rest goes, though importing it has effects (19 ms: locales, tables of character widths).
  treeshake: { moduleSideEffects: (id) => !id.includes('platform-shims') },
  output: {
    dir: 'dist/cli',
    format: 'esm',
    minify: smaller,
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: { groups: [sharedByMost] },
  },
})
chmodSync(join(dist, 'cli/main.js'), 0o755)
// `plinth explain` prints its pages.
cpSync(join(root, 'docs/errors.md'), join(dist, 'cli/errors.md'))

const dependencies = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies)
// Names are kept also where the bundler must rename: the stack trace of an error shows its class.
const library = { ...common, input: 'src/index.ts' }
const inOneFile = { keepNames: true, codeSplitting: false }
await build({
  ...library,
  external: dependencies,
  output: { ...inOneFile, file: 'dist/index.js', format: 'esm' },
})
await build({
  ...library,
  external: ['execa', 'jiti', 'postgres'],
  output: { ...inOneFile, file: 'dist/index.cjs', format: 'cjs' },
})

execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})
copyTypesForCommonJs(join(dist, 'types'))
linkOwnBin()

/** CommonJS gets the same declarations, as .d.cts files that import .cjs paths. */
function copyTypesForCommonJs(types) {
  for (const entry of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.d.ts')) continue
    const text = readFileSync(join(types, entry), 'utf8')
    const target = join(types, entry.replace(/\.d\.ts$/, '.d.cts'))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text.replaceAll(/(from |import\()(['"])(\.[^'"]+)\.(?:js|ts)\2/g, '$1$2$3.cjs$2'))
  }
}

/** So that `npx plinth` in a checkout runs the checkout. */
function linkOwnBin() {
  const bin = join(root, 'node_modules/.bin')
  mkdirSync(bin, { recursive: true })
  if (process.platform === 'win32') cpSync(join(dist, 'cli/main.js'), join(bin, 'plinth'))
  else {
    rmSync(join(bin, 'plinth'), { force: true })
    symlinkSync('../../dist/cli/main.js', join(bin, 'plinth'))
  }
}
