declare module 'postject' {
  /** Writes `data` into a resource of the executable `file`, in place. */
  export function inject(
    file: string,
    resource: string,
    data: Buffer,
    options: { readonly sentinelFuse: string },
  ): Promise<void>
}
