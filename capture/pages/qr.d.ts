/** `/capture/pages/qr.js` is the package's module as it is. */
export { encode } from 'uqr'
