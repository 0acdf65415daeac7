import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

export interface Certificate {
  /** Paths of the files. */
  readonly cert: string
  readonly key: string
  readonly certText: string
  readonly keyText: string
}

/** A certificate authority of a test's own, its files in `folder`. */
export interface Authority extends Certificate {
  /** A certificate for a common name, for a server with its alternative names (`DNS:localhost`, `IP:127.0.0.1`). */
  issue(name: string, alternatives?: string): Certificate
}

export function makeAuthority(folder: string, name: string): Authority {
  const openssl = (...args: readonly string[]) => {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const subject = (common: string) => ['-subj', `/CN=${common}`]
  const filesOf = (base: string): Certificate => {
    const [cert, key] = [join(folder, `${base}.crt`), join(folder, `${base}.key`)]
    return { cert, key, certText: readFileSync(cert, 'utf8'), keyText: readFileSync(key, 'utf8') }
  }
  openssl(
    'req',
    '-x509',
    '-days',
    '2',
    ...curve,
    ...subject(name),
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.crt`,
  )
  let serial = 0
  return {
    ...filesOf(name),
    issue: (common, alternatives) => {
      const base = `${name}-${++serial}`
      writeFileSync(join(folder, `${base}.ext`), alternatives ? `subjectAltName = ${alternatives}\n` : '\n')
      openssl('req', ...curve, ...subject(common), '-keyout', `${base}.key`, '-out', `${base}.csr`)
      const signer = ['-CA', `${name}.crt`, '-CAkey', `${name}.key`, '-set_serial', String(serial)]
      openssl(
        'x509',
        '-req',
        '-days',
        '2',
        ...signer,
        '-in',
        `${base}.csr`,
        '-extfile',
        `${base}.ext`,
        '-out',
        `${base}.crt`,
      )
      return filesOf(base)
    },
  }
}
