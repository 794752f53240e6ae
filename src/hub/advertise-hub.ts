// Lets rigs find this hub on the network, when they could reach it.
import { hostname } from 'node:os'
import { type Advertising, advertise } from '../lan/advertise.ts'
import { hubService } from '../lan/notices.ts'
import { type Configuration, isLoopback } from './configuration.ts'
import { version } from './version.ts'

/** Undefined for a hub that other machines cannot reach: it is nobody's business. */
export function advertiseHub(
  { host, mqttHost = host, name }: Pick<Configuration, 'host' | 'mqttHost' | 'name'>,
  ports: { readonly port: number; readonly mqttPort: number },
  tls: { readonly fingerprint: string } | undefined,
  report: (text: string) => void,
): Advertising | undefined {
  if (isLoopback(host) || isLoopback(mqttHost)) return undefined
  const notice = { name: name ?? hostname(), version, ...ports, tls: tls !== undefined, ...tls }
  return advertise(hubService(notice), host, report)
}
