import { settingsOf } from '../functions.ts'
import { pageAuthorizer } from '../page-authorizer.ts'
import { secretOf } from '../secret.ts'

const { TOKEN_SECRET, PAGE_REGION, PAGE_ACCOUNT } = settingsOf('page-authorizer', process.env)

export const handler = pageAuthorizer(secretOf(TOKEN_SECRET), { region: PAGE_REGION, account: PAGE_ACCOUNT })
