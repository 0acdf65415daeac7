import { isIP, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import type { ConnectionSettings } from './connection.ts'

/** The connection is there, but not as encrypted as `sslmode` wants it. The message is a reason in words. */
export class TlsError extends Error {
  override readonly name = 'TlsError'
  readonly hint: string

  constructor(reason: string, hint: string, cause?: Error) {
    super(reason, { cause })
    this.hint = hint
  }
}

/** SSLRequest of the protocol: length 8, code 80877103. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/**
 * A fresh socket, encrypted as `sslmode` asks for by libpq's rules: `require` with an authority verifies it, `verify-full` the host too.
 * Done here and not by the driver, which answers a server without TLS with a TLS hello, leaves the client's certificate out of `prefer`,
 * and verifies the name `localhost` where the host is an address. Throws TlsError.
 */
export async function securedSocket(socket: Socket, settings: ConnectionSettings): Promise<Socket> {
  const { sslMode, host, from } = settings
  if (sslMode === 'disable' || host.startsWith('/')) return socket
  const answer = await firstAnswer(socket)
  if (answer === 'S') return handshake(socket, settings)
  if (answer === 'N' && (sslMode === 'prefer' || sslMode === 'allow')) return socket
  socket.destroy()
  // Anything else, more than one byte too, is not an answer: nothing unencrypted may stand before the handshake.
  if (answer !== 'N') throw Object.assign(new Error('no answer of PostgreSQL'), { code: 'NOT_POSTGRES' })
  throw new TlsError(
    `the server offers no TLS, and sslmode=${sslMode} asks for it`,
    `Turn TLS on in the server (ssl = on), or go without where there is none: sslmode=prefer in ${from}.`,
  )
}

function firstAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => settle(() => reject(error))
    const closed = () => failed(Object.assign(new Error('closed'), { code: 'CONNECTION_CLOSED' }))
    const settle = (finish: () => void) => {
      socket.off('close', closed).off('error', failed)
      finish()
    }
    socket.once('close', closed).once('error', failed)
    socket.once('data', (data: Buffer) => settle(() => resolve(data.toString('latin1'))))
    socket.write(sslRequest)
  })
}

function handshake(plain: Socket, settings: ConnectionSettings): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ ...tlsOptions(settings), socket: plain })
    const failed = (error: Error) => {
      plain.destroy()
      reject(handshakeError(error, settings))
    }
    const closed = () => failed(new Error('the server closed the connection during the handshake'))
    socket.once('error', failed).once('close', closed)
    socket.once('secureConnect', () => {
      socket.off('error', failed).off('close', closed)
      resolve(socket)
    })
  })
}

function tlsOptions({ sslMode, host, ssl }: ConnectionSettings): ConnectionOptions {
  const verifies = sslMode.startsWith('verify-') || (sslMode === 'require' && ssl.ca !== undefined)
  return {
    ...ssl,
    host,
    ...(isIP(host) ? {} : { servername: host }),
    rejectUnauthorized: verifies,
    ...(sslMode === 'verify-full' ? {} : { checkServerIdentity: () => undefined }),
  }
}

/** What an error of `node:tls` means, and what to do about it. */
export function handshakeError(
  error: Error & { readonly code?: string; readonly reason?: string; readonly cert?: unknown },
  { from, host }: { readonly from: string; readonly host: string },
): TlsError {
  const { code = '', reason: text = error.message } = error
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return new TlsError(
      `the server's certificate is for ${certificateNames(error.cert)}, not for ${host}`,
      `Connect by a name that is in the certificate, or verify its authority only: sslmode=verify-ca in ${from}.`,
      error,
    )
  if (/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/.test(code))
    return new TlsError(
      `the server's certificate is not valid now: ${text}`,
      "Renew the server's certificate, or correct the clock of this machine.",
      error,
    )
  if (/CERT|ISSUER|LEAF_SIGNATURE/.test(code) && !code.startsWith('ERR_SSL_'))
    return new TlsError(
      `the server's certificate is not trusted: ${text}`,
      `Name the file of the authority that signed it: sslrootcert in ${from}, or PGSSLROOTCERT.`,
      error,
    )
  if (/alert.*(certificate|unknown ca|decrypt error)/i.test(text))
    return new TlsError(
      `the server does not accept the certificate of sslcert: ${text}`,
      `Name a certificate that the authority of the server signed, and its key: sslcert and sslkey in ${from}.`,
      error,
    )
  return new TlsError(
    `TLS failed: ${text}`,
    `Does the server speak TLS 1.2 or newer? Without TLS: sslmode=disable in ${from}.`,
    error,
  )
}

function certificateNames(certificate: unknown): string {
  const { subjectaltname, subject } = (certificate ?? {}) as {
    readonly subjectaltname?: string
    readonly subject?: { readonly CN?: string }
  }
  return subjectaltname ?? subject?.CN ?? 'another host'
}
