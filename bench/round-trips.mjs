// Counts how often a program waits for the server, by a proxy between them.
import { connect, createServer } from 'node:net'

/** ReadyForQuery outside a transaction, with which the connecting ends. */
const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])

/** How often `work`, which is given the URL of the proxy, sent something and was answered, once it was connected. */
export async function countRoundTrips(url, work) {
  const target = new URL(url)
  let trips = 0
  const proxy = createServer((client) => {
    const server = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
    let isConnected = false
    let isAsked = false
    client.on('data', (data) => {
      isAsked = true
      server.write(data)
    })
    server.on('data', (data) => {
      if (isConnected && isAsked) trips++
      isAsked = false
      isConnected ||= data.subarray(-ready.length).equals(ready)
      client.write(data)
    })
    for (const [one, other] of [
      [client, server],
      [server, client],
    ])
      one.on('error', () => {}).on('close', () => other.destroy())
  })
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const near = new URL(url)
  near.host = `127.0.0.1:${proxy.address().port}`
  try {
    await work(near.href)
  } finally {
    proxy.close()
  }
  return trips
}
