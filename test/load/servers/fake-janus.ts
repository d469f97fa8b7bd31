// The fake Janus as a process of its own, so that what it takes is not counted as anybody else's. Its first line is where it is and its secret, as JSON.
import { FakeJanus } from '../../fake-janus/fake-janus.ts'

const { url, apiSecret } = await FakeJanus.start()
console.log(JSON.stringify({ url, apiSecret }))
