/**
 * Tells whatever holds this page what happened: the page around the frame, or the app around the web view. The message
 * says nothing that the person was not shown; the verdict that counts is the one the server gives to the back end.
 * @param {{ type: string }} message
 */
export function tellHost(message) {
  const text = JSON.stringify(message)
  const host = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window))
  if (window.parent !== window) window.parent.postMessage({ source: 'liveness-capture', ...message }, '*')
  host.webkit?.messageHandlers?.liveness?.postMessage(text) // WKWebView
  host.liveness?.postMessage?.(text) // Android addJavascriptInterface, Flutter JavaScriptChannel
  host.ReactNativeWebView?.postMessage(text)
}
