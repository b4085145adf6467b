// An iOS app: asks its own back end for a check, shows the hosted page, and carries the signed result back.
// The app holds no API key and believes no verdict; its back end does both. Parsed, never run.
import SwiftUI
import WebKit

struct OpenedCheck: Decodable {
    let capturePath: String

    enum CodingKeys: String, CodingKey {
        case capturePath = "capture_path"
    }
}

/// Your own back end, which knows by its login who asks.
struct Shop {
    let url: URL

    func openCheck() async throws -> OpenedCheck {
        let body = try await send("POST", body: nil)
        return try JSONDecoder().decode(OpenedCheck.self, from: body)
    }

    /// Whether the back end believes the result and the person passed.
    func finishCheck(token: String) async throws -> Bool {
        let body = try await send("PUT", body: Data(token.utf8))
        struct Finished: Decodable { let verdict: String }
        return try JSONDecoder().decode(Finished.self, from: body).verdict == "live"
    }

    private func send(_ method: String, body: Data?) async throws -> Data {
        var request = URLRequest(url: url.appendingPathComponent("check"))
        request.httpMethod = method
        request.httpBody = body
        let (data, response) = try await URLSession.shared.data(for: request)
        guard let status = (response as? HTTPURLResponse)?.statusCode, (200...299).contains(status) else {
            throw URLError(.badServerResponse)
        }
        return data
    }
}

/// The hosted page. `onVerdict` is called when it is over, without a token where the page could not get one.
/// NSCameraUsageDescription has to be in Info.plist.
struct CheckView: UIViewRepresentable {
    let liveness: URL
    let check: OpenedCheck
    let onVerdict: (_ token: String?) -> Void

    func makeUIView(context: Context) -> WKWebView {
        let configuration = WKWebViewConfiguration()
        configuration.allowsInlineMediaPlayback = true
        configuration.userContentController.add(context.coordinator, name: "liveness")
        let view = WKWebView(frame: .zero, configuration: configuration)
        if let url = URL(string: check.capturePath, relativeTo: liveness) {
            view.load(URLRequest(url: url))
        }
        return view
    }

    func updateUIView(_ view: WKWebView, context: Context) {}

    func makeCoordinator() -> Listener {
        Listener(onVerdict: onVerdict)
    }

    final class Listener: NSObject, WKScriptMessageHandler {
        let onVerdict: (String?) -> Void

        init(onVerdict: @escaping (String?) -> Void) {
            self.onVerdict = onVerdict
        }

        func userContentController(_ controller: WKUserContentController, didReceive message: WKScriptMessage) {
            struct Told: Decodable {
                let type: String
                let token: String?
            }
            guard let text = message.body as? String,
                let told = try? JSONDecoder().decode(Told.self, from: Data(text.utf8)),
                told.type == "verdict"
            else { return }
            onVerdict(told.token)
        }
    }
}
