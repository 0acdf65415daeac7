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
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  sourcemap: false,
}
rmSync(dist, { recursive: true, force: true })

// jiti and execa stay outside: they are loaded only when a TypeScript file or another program is.
const external = ['execa', 'jiti']

// Of yargs only the parser is used. The rest goes, though importing it has effects (19 ms: locales, tables of character widths).
const onlyTheParser = {
  name: 'only-the-parser',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /platform-shims/ }, async ({ path, pluginData, ...from }) =>
      pluginData === 'asked'
        ? undefined
        : { ...(await resolve(path, { ...from, pluginData: 'asked' })), sideEffects: false },
    )
  },
}
const requireShim =
  "import { createRequire as __plinthRequire } from 'node:module'; const require = __plinthRequire(import.meta.url);"
// Names are kept: a stack trace in a bug report says something.
const smaller = { minifySyntax: true, minifyWhitespace: true }
await build({
  ...common,
  ...smaller,
  entryPoints: ['src/main.ts'],
  outdir: 'dist/cli',
  format: 'esm',
  splitting: true,
  external,
  plugins: [onlyTheParser],
  banner: { js: requireShim },
})
chmodSync(join(dist, 'cli/main.js'), 0o755)
// `plinth explain` prints its pages.
cpSync(join(root, 'docs/errors.md'), join(dist, 'cli/errors.md'))

const dependencies = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies)
// Names are kept also where the bundler must rename: the stack trace of an error shows its class.
const library = {
  ...common,
  keepNames: true,
  entryPoints: ['src/index.ts'],
  external: [...dependencies, 'node:*'],
}
await build({ ...library, outfile: 'dist/index.js', format: 'esm' })
await build({
  ...library,
  outfile: 'dist/index.cjs',
  format: 'cjs',
  external: ['execa', 'jiti', 'postgres', 'node:*'],
  define: { 'import.meta.url': '__plinthUrl' },
  banner: { js: "const __plinthUrl = require('node:url').pathToFileURL(__filename).href;" },
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
