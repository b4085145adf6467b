declare module 'autocannon' {
  interface Options {
    url: string
    connections: number
    duration: number
    method?: string
    headers?: Record<string, string>
    body?: string
  }
  interface Outcome {
    requests: { average: number; total: number }
    latency: { p50: number; p99: number }
    duration: number
    '2xx': number
    non2xx: number
    errors: number
  }
  export default function autocannon(options: Options): Promise<Outcome>
}
