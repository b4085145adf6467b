/**
 * The media type in a `Content-Type` header (RFC 9110, 8.3.1): lower case, without parameters; empty where there is
 * none.
 */
export function mediaType(contentType: string | undefined): string {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
