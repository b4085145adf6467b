// By state or failure: what has happened | what to do.
// By action or guidance, else the server's texts, which are English.

export type Words = Readonly<
  Record<string, string> &
    Record<
      | 'lang'
      | 'start'
      | 'again'
      | 'switchCamera'
      | 'cancel'
      | 'step'
      | 'of'
      | 'wait'
      | 'waitHours'
      | 'elsewhere'
      | 'failed',
      string
    >
>

const en: Words = {
  lang: 'en',
  start: 'Start',
  cancel: 'Cancel',
  again: 'Try again',
  switchCamera: 'Switch camera',
  step: 'Step',
  of: 'of',
  rest: 'Good. Look straight',
  elsewhere: 'Go back and start a new check.',
  wait: 'Wait {minutes} min.',
  waitHours: 'Wait {hours} h.',
  intro: 'Ready for a face check?|A few small movements, one at a time. The camera stays off until you press Start.',
  opening: 'Allow the camera|Your browser asks about it. Choose Allow.',
  connecting: 'One moment|Connecting …',
  lost: 'Connection lost|Stay where you are. Connecting again …',
  live: 'All done|Thank you. The check succeeded.',
  reject:
    'The check did not succeed|It must be you yourself: no photo, screen or mask. If it was you, ask whoever sent you here.',
  retry: 'Not quite|Follow each prompt as soon as it appears.',
  insecure_context: 'This page is not secure|Cameras need https. Open the https:// address of this page.',
  no_camera: 'No camera found|Connect a camera, or open this page on a phone.',
  camera_unsupported: 'No camera here|Open this page in your browser.',
  permission_refused:
    'The camera is not allowed|Allow the camera in your browser’s or phone’s settings, then try again.',
  camera_blocked: 'The camera is blocked here|The page or app around this frame must allow it.',
  camera_in_use: 'The camera is busy|Close other apps and tabs that use it.',
  camera_unplugged: 'The camera went away|Plug it in again or choose another.',
  connection_lost: 'No connection|Check your internet.',
  session_expired: 'Time is up|A check lasts only so long.',
  session_over: 'This check can’t go on|It has ended or is open elsewhere.',
  too_many_requests: 'Too many tries|Wait a while.',
  failed: 'Something went wrong|Wait a moment.',
  ok: '',
  line_too_slow: 'Your internet connection is too slow',
  full: 'Many people are here. You keep your place.',
  returned: 'You left this page. Stay until the check is done.',
}

const id: Words = {
  lang: 'id',
  start: 'Mulai',
  cancel: 'Batal',
  again: 'Coba lagi',
  switchCamera: 'Ganti kamera',
  step: 'Langkah',
  of: 'dari',
  rest: 'Bagus. Lihat lurus',
  elsewhere: 'Kembali dan mulai pemeriksaan baru.',
  wait: 'Tunggu {minutes} menit.',
  waitHours: 'Tunggu {hours} jam.',
  intro: 'Siap untuk pemeriksaan wajah?|Beberapa gerakan kecil, satu per satu. Kamera mati sampai Anda menekan Mulai.',
  opening: 'Izinkan kamera|Peramban menanyakannya. Pilih Izinkan.',
  connecting: 'Sebentar|Menghubungkan …',
  lost: 'Koneksi terputus|Tetap di tempat. Menghubungkan kembali …',
  live: 'Selesai|Terima kasih. Pemeriksaan berhasil.',
  reject:
    'Pemeriksaan tidak berhasil|Harus Anda sendiri: bukan foto, layar, atau topeng. Jika itu Anda, tanyakan kepada pengirim.',
  retry: 'Belum berhasil|Ikuti setiap petunjuk begitu muncul.',
  insecure_context: 'Halaman ini tidak aman|Kamera perlu https. Buka alamat https:// halaman ini.',
  no_camera: 'Kamera tidak ditemukan|Sambungkan kamera, atau buka halaman ini di ponsel.',
  camera_unsupported: 'Tidak ada kamera di sini|Buka halaman ini di peramban Anda.',
  permission_refused: 'Kamera tidak diizinkan|Izinkan kamera di pengaturan peramban atau ponsel, lalu coba lagi.',
  camera_blocked: 'Kamera diblokir di sini|Halaman atau aplikasi di sekitar bingkai ini harus mengizinkannya.',
  camera_in_use: 'Kamera sedang dipakai|Tutup aplikasi dan tab lain yang memakainya.',
  camera_unplugged: 'Kamera terlepas|Sambungkan lagi atau pilih yang lain.',
  connection_lost: 'Tidak ada koneksi|Periksa internet Anda.',
  session_expired: 'Waktu habis|Waktu pemeriksaan terbatas.',
  session_over: 'Pemeriksaan ini sudah tidak berlaku|Sudah berakhir atau dibuka di tempat lain.',
  too_many_requests: 'Terlalu banyak percobaan|Tunggu beberapa saat.',
  failed: 'Terjadi kesalahan|Tunggu sebentar.',
  look_straight: 'Lihat lurus ke kamera',
  turn_left: 'Tolehkan kepala ke kiri',
  turn_right: 'Tolehkan kepala ke kanan',
  look_up: 'Dongakkan kepala',
  blink: 'Pejamkan kedua mata, lalu buka',
  smile: 'Tersenyum',
  open_mouth: 'Buka mulut lebar-lebar',
  no_face: 'Arahkan wajah ke dalam oval',
  many_faces: 'Hanya satu orang yang boleh terlihat',
  too_far: 'Mendekatlah',
  too_close: 'Mundur sedikit',
  off_centre: 'Geser wajah ke tengah',
  too_dark: 'Cari tempat yang lebih terang',
  too_bright: 'Cari cahaya yang lebih lembut',
  blurred: 'Jangan goyangkan kamera dan bersihkan lensanya',
  hold_still: 'Lihat lurus dan jangan bergerak',
  turn_more: 'Sedikit lagi',
  smile_more: 'Tersenyumlah lebih lebar',
  open_more: 'Buka mulut lebih lebar',
  blink_now: 'Pejamkan kedua mata, lalu buka',
  line_too_slow: 'Koneksi internet Anda terlalu lambat',
  other_way: 'Ke arah sebaliknya',
  ok: '',
  full: 'Banyak yang sedang memakai layanan ini. Antrean Anda tetap.',
  returned: 'Anda meninggalkan halaman ini. Tetaplah sampai selesai.',
}

/** The words in a language (BCP 47), English where there are none. */
export const wordsIn = (tag: string): Words => (/^id\b/i.test(tag) ? id : en)
