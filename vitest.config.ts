import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

// unit: no server, seconds. database: the library on a real server. cli: the built command line as a process.
const database = {
  globalSetup: ['test/support/fresh-build.ts', 'test/support/global-setup.ts'],
  testTimeout: 120_000,
  hookTimeout: 120_000,
}

export default defineConfig({
  test: {
    // Most of a test is waiting for a server: four files at once where there are two cores. One server takes eight with ease.
    maxWorkers: Math.min(8, Math.max(4, availableParallelism() - 1)),
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'database', include: ['test/database/**/*.test.ts'], ...database } },
      { test: { name: 'cli', include: ['test/cli/**/*.test.ts'], ...database } },
    ],
  },
})
