// Imported, not read: where the code is bundled, its files lie elsewhere.
import manifest from '../../package.json' with { type: 'json' }

/** The version in the package's manifest. */
export const version: string = manifest.version
