import { defineConfig } from 'vitest/config'

// One project per kind of test, so that each can be run alone: `npx vitest run --project unit`.
// Without `import` and `default`, which are implied: Node is given these as well, and would then load the wrong kind of what a package requires.
const conditions = ['weft-source', 'node']
const project = (name: string, include: string[], more: object = {}) => ({
  ssr: { resolve: { conditions, externalConditions: conditions } },
  resolve: { conditions },
  test: { name, include, isolate: false, testTimeout: 20_000, hookTimeout: 60_000, ...more },
})

export default defineConfig({
  test: {
    projects: [
      project('unit', ['{wire,protocols,client,web}/**/*.test.ts', 'server/src/**/*.test.ts', 'scripts/**/*.test.ts']),
      project('scenarios', ['test/scenarios/**/*.test.ts', 'test/contract/**/*.fake.test.ts']),
      project('torture', ['test/torture/**/*.test.ts']),
      project('interop', ['test/interop/**/*.test.ts', 'test/contract/**/*.real.test.ts'], {
        fileParallelism: false,
        maxConcurrency: 8,
        testTimeout: 60_000,
        hookTimeout: 120_000,
      }),
    ],
  },
})
