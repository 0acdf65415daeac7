// Builds dist/: the command line as one script, the library as ESM and CommonJS with types.
import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
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

// The names of functions and classes are kept: a stack trace in a bug report says something.
const smaller = { compress: true, mangle: { keepNames: true }, codegen: { removeWhitespace: true } }
// One file, for V8's code cache (src/code-cache.ts) is one of a file. It is a script, not a module: it may import nothing by itself. Its name
// has the hash of its content, so that a cache is of no other, and it is ASCII, so that a character takes V8 one byte.
const importsOutside = {
  name: 'imports-outside',
  renderChunk: (code) => code.replaceAll(/(?<![.\w])import\((["'`][\w:]+["'`])\)/g, 'importOutside($1)'),
}
const { output } = await build({
  ...common,
  input: 'src/cli/run.ts',
  // jiti and execa stay outside: they are loaded only when a TypeScript file or another program is.
  external: ['execa', 'jiti'],
  // Of yargs only the parser is used. The rest goes, though importing it has effects (19 ms: locales, tables of character widths).
  treeshake: { moduleSideEffects: (id) => !id.includes('platform-shims') },
  plugins: [importsOutside],
  write: false,
  output: { dir: 'dist/cli', format: 'cjs', minify: smaller, codeSplitting: false },
})
const parameters = ['exports', 'require', 'module', '__filename', '__dirname', 'importOutside']
const script = asAscii(`(function (${parameters.join(', ')}) { ${output[0].code}\n})\n`)
const scriptName = `commands-${hash('sha256', script).slice(0, 12)}.js`
mkdirSync(join(dist, 'cli'), { recursive: true })
writeFileSync(join(dist, 'cli', scriptName), script)
await build({
  ...common,
  input: 'src/main.ts',
  transform: { ...common.transform, define: { commandLineScript: JSON.stringify(scriptName) } },
  output: { file: 'dist/cli/main.cjs', format: 'cjs', minify: smaller },
})
chmodSync(join(dist, 'cli/main.cjs'), 0o755)
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

/** In strings, patterns and names. */
function asAscii(code) {
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

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
  if (process.platform === 'win32') cpSync(join(dist, 'cli/main.cjs'), join(bin, 'plinth'))
  else {
    rmSync(join(bin, 'plinth'), { force: true })
    symlinkSync('../../dist/cli/main.cjs', join(bin, 'plinth'))
  }
}
