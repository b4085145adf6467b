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

const receiptKey = Type.Object(
  {
    ...jsonWebKey.properties,
    iat: Type.Integer({ description: 'When the key was made, in seconds since 1970' }),
    exp: Type.Optional(
      Type.Integer({ description: 'When another took its place: no receipt of it has an `iat` as late or later' }),
    ),
  },
  { title: 'ReceiptKey' },
)

const receiptKeys = Type.Object(
  { keys: Type.Array(receiptKey) },
  { title: 'ReceiptKeySet', description: 'The 1,000 newest, retired ones too; never take them for results' },
)

export const receiptKeySet = {
  operationId: 'readReceiptKeys',
  tags: ['liveness'],
  summary: 'The public keys that verify receipts of erasures',
  response: { 200: receiptKeys, 304: Type.Null({ description: 'As in the cache' }), ...refusalSchemas(503) },
}

export const receiptSchema = Type.Union(
  [Type.String({ description: 'Compact JWS of what was erased and what stays' }), Type.Null()],
  { description: 'Null where it could not be signed: it was erased all the same' },
)

export const signedResultSchema = envelopeSchema(
  Type.Object({ token: Type.String({ description: 'Compact JWS, good for ten minutes' }) }, { title: 'SignedResult' }),
)
