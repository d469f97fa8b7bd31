/**
 * Deletes the databases that have an account in their names, as the SDK makes them: `weft ACCOUNT`, `weft-keys ACCOUNT`. Empty ones would still tell that
 * it was here. Browsers that cannot tell which there are keep them, empty.
 */
export async function eraseDatabases(databases: IDBFactory, account: string): Promise<void> {
  const known = await databases.databases?.().catch(() => [])
  for (const { name } of known ?? []) if (name?.endsWith(` ${account.toLowerCase()}`)) databases.deleteDatabase(name)
}
