/** Unit specs stand beside the file they test; end-to-end specs in test/ run against a PostgreSQL of their own. */
export default {
  rootDir: '.',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    // A thread or a process cannot be started from a file that is not built.
    '^\\./(reading|typesetting)-file\\.js$': '<rootDir>/test/setup/$1-file.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  testEnvironment: 'node',
  testTimeout: 30_000,
  // Jest leaves one core free; here it would be every second one.
  maxWorkers: '100%',
  // Each suite loads all modules anew and little of it is given back, so that a worker of some hundred suites would end.
  workerIdleMemoryLimit: '1500MB',
  reporters: ['default', '<rootDir>/test/setup/summary-reporter.mjs'],
  globalSetup: '<rootDir>/test/setup/global-setup.mjs',
  globalTeardown: '<rootDir>/test/setup/global-teardown.mjs',
};
