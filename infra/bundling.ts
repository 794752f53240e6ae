// How the code of functions is bundled: one file of modules, the AWS SDK within, for the Node that Lambda runs.

export const bundling = {
  target: 'node24',
  mainFields: ['module', 'main'],
  // Libraries in the older module form ask for the built-in modules by `require`.
  banner: "import{createRequire as r}from'node:module';const require=r(import.meta.url);",
} as const
