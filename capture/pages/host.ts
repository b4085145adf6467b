interface Receiver {
  postMessage(text: string): void
}

interface Receivers {
  readonly webkit?: { readonly messageHandlers?: { readonly liveness?: Receiver } }
  /** Or an element of this id, which receives nothing. */
  readonly liveness?: Partial<Receiver>
  readonly ReactNativeWebView?: Receiver
}

/**
 * Sends what happened to the page around this frame, or to the app around this web view: what the person was shown, and
 * the signed result. Only that, verified, or what the server itself says counts for a back end.
 */
export function notifyHost(message: { readonly type: string }): void {
  const text = JSON.stringify(message)
  const host = window as Window & Receivers
  if (window.parent !== window) window.parent.postMessage({ source: 'liveness-capture', ...message }, '*')
  host.webkit?.messageHandlers?.liveness?.postMessage(text) // WKWebView
  host.liveness?.postMessage?.(text) // Android addJavascriptInterface, Flutter JavaScriptChannel
  host.ReactNativeWebView?.postMessage(text)
}
