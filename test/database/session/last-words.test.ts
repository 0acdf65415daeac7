import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { LastWords } from '../../../src/database/postgres/last-words.ts'
import { startBareServer } from '../../support/proxy.ts'

/** A message of the protocol: its letter, its length, its body. */
function message(letter: string, body: string): Buffer {
  const bytes = Buffer.from(`${letter}____${body}`)
  bytes.writeUInt32BE(bytes.length - 1, 1)
  return bytes
}

const fatal = message('E', 'SFATAL\0VFATAL\0C57P01\0MEnde, Ärger\0Dfor a reason\0\0')
const row = message('D', 'E'.repeat(40_000))

async function sendApart(socket: Socket, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece)
    await pause(20)
  }
  socket.end()
}

/** What is read of these pieces, each of them sent for itself. */
async function heard(...pieces: readonly Buffer[]): Promise<object | undefined> {
  const server = await startBareServer((socket) => void sendApart(socket, pieces))
  const socket = connect(server.port, '127.0.0.1')
  const words = new LastWords(socket)
  await once(socket, 'close')
  await server.close()
  return words.read()
}

const told = { severity: 'FATAL', code: '57P01', message: 'Ende, Ärger', detail: 'for a reason' }

test.each([
  ['alone', [fatal]],
  ['behind other messages', [Buffer.concat([row, fatal])]],
  ['in two pieces', [fatal.subarray(0, 3), fatal.subarray(3)]],
  ['in two pieces, behind others', [row, Buffer.concat([row, fatal.subarray(0, 9)]), fatal.subarray(9)]],
])('an error that ends what came is read: %s', async (_, pieces) => {
  expect(await heard(...pieces)).toEqual(told)
})

test.each([
  ['nothing', []],
  ['an error that another message follows', [fatal, message('Z', 'I')]],
  ['an error that was cut', [fatal.subarray(0, -1)]],
  ['an error that ends no more than a statement', [message('E', 'SERROR\0VERROR\0C42601\0Mwhat?\0\0')]],
  ['rows full of its letter', [row, row]],
  ['the letter alone', [Buffer.from('E')]],
  ['an error without fields', [message('E', '\0')]],
])('nothing else is taken for one: %s', async (_, pieces) => {
  expect(await heard(...pieces)).toBeUndefined()
})
