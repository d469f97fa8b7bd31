// `full-disk-files.ts DIRECTORY`: uploads into a small file system until it is full, makes room, and says as JSON what came of it.
import { FileServer } from './file-server.ts'

const [directory = ''] = process.argv.slice(2)
// Looking before writing would spare the disk this; somebody else may fill it meanwhile.
const server = await FileServer.start({ directory, settings: { keepFree: Number.MIN_SAFE_INTEGER } })
const statuses: number[] = []
const upload = async (id: string) => statuses.push(await server.upload(id, 'a.bin', new Uint8Array(3 * 1024 * 1024)))
for (const id of ['t1', 't2', 't3', 't4']) await upload(id)
const onDisk = server.onDisk
await server.takeBack('t1')
await upload('t5')
const announced = server.announced.map(({ id }) => id)
await server.halt()
console.log(JSON.stringify({ statuses, announced, onDisk }))
