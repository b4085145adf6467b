/** The fields of a form as a route with `config: { body: 'form' }` gets them; none where the body was empty. */
export function readForm(body: unknown): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams()
}
