// What is published beside the code, declared once for the package and for the executable.

/** Files and folders of the checkout that a running pitwall reads. */
export const shippedFiles = ['rules', 'web/dist', 'README.md', 'LICENSE', 'CHANGELOG.md'] as const
