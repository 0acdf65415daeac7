import { defineConfig } from 'vitest/config'

// unit: no server, seconds. database: the library on a real server. cli: the built command line as a process.
const database = { globalSetup: ['test/support/global-setup.ts'], testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'database', include: ['test/database/**/*.test.ts'], ...database } },
      { test: { name: 'cli', include: ['test/cli/**/*.test.ts'], ...database } },
    ],
  },
})
