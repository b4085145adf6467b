import { Type } from 'typebox'
import { envelopeSchema, refusalSchemas } from '../../http/envelope.ts'

const jsonWebKey = Type.Object(
  {
    kty: Type.Literal('OKP'),
    crv: Type.Literal('Ed25519'),
    x: Type.String({ description: 'The public key, base64url' }),
    kid: Type.String({ description: 'RFC 7638 thumbprint' }),
    alg: Type.Literal('EdDSA'),
    use: Type.Literal('sig'),
  },
  { title: 'JsonWebKey' },
)

const jsonWebKeySet = Type.Object(
  { keys: Type.Array(jsonWebKey) },
  { title: 'JsonWebKeySet', description: 'RFC 7517; without the envelope, because programs that verify expect it so' },
)

export const keySet = {
  operationId: 'readSigningKeys',
  tags: ['liveness'],
  summary: 'The public keys that verify signed results',
  response: { 200: jsonWebKeySet, 304: Type.Null({ description: 'As in the cache' }), ...refusalSchemas(503) },
}

export const signedResultSchema = envelopeSchema(
  Type.Object({ token: Type.String({ description: 'Compact JWS, good for ten minutes' }) }, { title: 'SignedResult' }),
)
