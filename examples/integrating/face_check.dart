// A Flutter app: asks its own back end for a check, shows the hosted page, and carries the signed result back.
// The app holds no API key and believes no verdict; its back end does both. Needs the packages http and
// webview_flutter. Parsed, never run.
import 'dart:convert';

import 'package:flutter/material.dart';
import 'package:http/http.dart' as http;
import 'package:webview_flutter/webview_flutter.dart';

/// Your own back end, which knows by its login who asks.
class Shop {
  Shop(this.url, this.cookie);

  final Uri url;
  final String cookie;

  /// Path of the hosted page for a new check.
  Future<String> openCheck() async {
    final response = await http.post(url.resolve('/check'), headers: {'cookie': cookie});
    if (response.statusCode != 201) throw http.ClientException('no check: ${response.statusCode}', url);
    final opened = jsonDecode(response.body) as Map<String, dynamic>;
    return opened['capture_path'] as String;
  }

  /// Whether the back end believes the result and the person passed.
  Future<bool> finishCheck(String token) async {
    final response = await http.put(url.resolve('/check'), headers: {'cookie': cookie}, body: token);
    if (response.statusCode != 200) return false;
    final finished = jsonDecode(response.body) as Map<String, dynamic>;
    return finished['verdict'] == 'live';
  }
}

/// The hosted page. The app has to have the permission for the camera already.
class FaceCheck extends StatefulWidget {
  const FaceCheck({super.key, required this.address, required this.onVerdict});

  /// The liveness server's public address with the check's path behind it.
  final Uri address;
  /// Called when it is over, without a token where the page could not get one.
  final void Function(String? token) onVerdict;

  @override
  State<FaceCheck> createState() => _FaceCheckState();
}

class _FaceCheckState extends State<FaceCheck> {
  late final WebViewController controller;

  @override
  void initState() {
    super.initState();
    controller = WebViewController(onPermissionRequest: (request) => request.grant())
      ..setJavaScriptMode(JavaScriptMode.unrestricted)
      ..addJavaScriptChannel('liveness', onMessageReceived: receive)
      ..loadRequest(widget.address);
  }

  void receive(JavaScriptMessage message) {
    final told = jsonDecode(message.message) as Map<String, dynamic>;
    if (told['type'] == 'verdict') widget.onVerdict(told['token'] as String?);
  }

  @override
  Widget build(BuildContext context) => WebViewWidget(controller: controller);
}
