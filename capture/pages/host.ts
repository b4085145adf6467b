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
 * Sends what happened to the page around this frame, or to the app around this web view. The message has nothing that
 * the person was not shown; the verdict that counts is the one that the server gives to the back end.
 */
export function notifyHost(message: { readonly type: string }): void {
  const text = JSON.stringify(message)
  const host = window as Window & Receivers
  if (window.parent !== window) window.parent.postMessage({ source: 'liveness-capture', ...message }, '*')
  host.webkit?.messageHandlers?.liveness?.postMessage(text) // WKWebView
  host.liveness?.postMessage?.(text) // Android addJavascriptInterface, Flutter JavaScriptChannel
  host.ReactNativeWebView?.postMessage(text)
}
