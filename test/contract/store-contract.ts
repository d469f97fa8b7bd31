import { describe } from 'vitest'
import { accountDataContract } from './account-data-contract.ts'
import { crashContract } from './crash-contract.ts'
import { journalChangesContract } from './journal-changes-contract.ts'
import { journalContract } from './journal-contract.ts'
import { journalPagesContract } from './journal-pages-contract.ts'
import { locationContract } from './location-contract.ts'
import { secretsContract } from './secrets-contract.ts'
import { type StoreBackend, storeBench } from './store-backend.ts'

/** What every store owes, whatever it keeps things in. */
export function storeContract(name: string, backend: StoreBackend): void {
  describe(name, () => {
    const bench = storeBench(backend)
    locationContract(bench)
    secretsContract(bench)
    journalContract(bench)
    journalPagesContract(bench)
    journalChangesContract(bench)
    accountDataContract(bench)
    crashContract(backend.place)
  })
}
