// A back end in Kotlin on the JVM: opens a check and waits for its verdict. Needs Java 11 and
// kotlinx-serialization-json. Parsed, never run.
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.time.Duration
import java.time.Instant
import java.util.UUID
import kotlinx.serialization.Serializable
import kotlinx.serialization.encodeToString
import kotlinx.serialization.json.Json

private const val HOLD_SECONDS = 25L

@Serializable
data class SessionRequest(val subject: String, val nonce: String? = null, val audience: String? = null)

@Serializable
data class OpenedSession(val session_id: String, val capture_token: String, val capture_path: String)

@Serializable
data class Session(
    val session_id: String,
    val state: String,
    val verdict: String? = null,
    val next_action: String? = null,
) {
    val isOver: Boolean get() = state != "waiting" && state != "running"
}

@Serializable
private data class Answer<T>(val data: T)

/** The server refused: [status], and [error], which is stable. */
class LivenessException(val status: Int, val error: String?) : Exception("$status $error")

class Liveness(private val url: String, private val apiKey: String) {
    private val http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()
    private val json = Json { ignoreUnknownKeys = true }

    @Serializable
    private data class Refusal(val error: String? = null)

    fun open(request: SessionRequest): OpenedSession {
        val body = HttpRequest.BodyPublishers.ofString(json.encodeToString(request))
        val asked = asking("/liveness/sessions", Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(body)
        return json.decodeFromString<Answer<OpenedSession>>(send(asked)).data
    }

    /** The session once it is over, or as it is when the time is up: look at its state. */
    fun wait(sessionId: String, atMost: Duration): Session {
        val end = Instant.now().plus(atMost)
        while (true) {
            val path = "/liveness/sessions/$sessionId?wait=$HOLD_SECONDS"
            val asked = asking(path, Duration.ofSeconds(HOLD_SECONDS + 10)).GET()
            val session = json.decodeFromString<Answer<Session>>(send(asked)).data
            if (session.isOver || Instant.now() >= end) return session
            Thread.sleep(1_000)
        }
    }

    private fun asking(path: String, timeout: Duration): HttpRequest.Builder =
        HttpRequest.newBuilder(URI.create(url + path)).timeout(timeout).header("Authorization", "Bearer $apiKey")

    private fun send(asked: HttpRequest.Builder): String {
        val response = http.send(asked.build(), HttpResponse.BodyHandlers.ofString())
        if (response.statusCode() in 200..299) return response.body()
        val refusal = runCatching { json.decodeFromString<Refusal>(response.body()) }.getOrNull()
        throw LivenessException(response.statusCode(), refusal?.error)
    }
}
