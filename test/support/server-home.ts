import { constants } from 'node:fs'
import { access, mkdtemp, statfs } from 'node:fs/promises'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

const inMemory = '/dev/shm'
const enoughBytes = 4 * 2 ** 30

/**
 * A new folder for a server that ends with its test. In memory where there is plenty of it, for CREATE DATABASE is mostly making and copying some three hundred files,
 * which takes a disk several times the work; else, or where `TMPDIR` says where, among the temporary files.
 */
export async function makeServerHome(prefix: string): Promise<string> {
  return mkdtemp(join((await hasMemory()) ? inMemory : tmpdir(), prefix))
}

async function hasMemory(): Promise<boolean> {
  if (process.env['TMPDIR'] || freemem() < enoughBytes) return false
  try {
    await access(inMemory, constants.W_OK)
    const { bavail, bsize } = await statfs(inMemory)
    return bavail * bsize >= enoughBytes
  } catch {
    return false
  }
}
