const en = {
  title: 'Liveness demo',
  language: 'Language',
  headline: 'Is someone really there?',
  pitch:
    'Make an account, press Start, follow a few prompts: after half a minute the server has decided whether a living person sits before the camera.',
  signUp: 'Create an account',
  logIn: 'Log in',
  haveAccount: 'I have an account',
  noAccount: 'I have no account yet',
  fullname: 'Full name',
  username: 'Username',
  password: 'Password',
  logOut: 'Log out',
  check: 'Face check',
  history: 'Your checks',
  noChecks: 'None yet. Press Start for the first one.',
  another: 'New check',
  older: 'Show older ones',
  account: 'Your account',
  deleteAccount: 'Delete account …',
  deleteSure: 'Delete your account?',
  deleteNote: 'Deleting the account erases your checks and their pictures at once and for ever.',
  deleteYes: 'Yes, delete everything',
  deleteNo: 'No, keep it',
  apiDocs: 'The HTTP interface behind this page',
  accept: 'Passed',
  reject: 'Not passed',
  retry: 'Undecided, try again',
  waiting: 'Not started',
  running: 'Under way',
  expired: 'Ran out of time',
  cancelled: 'Cancelled',
  loggedOut: 'You were logged out. Please log in again.',
  unreachable: 'The server does not answer. Check your connection, then try again.',
  failed: 'That did not work. Try again in a moment.',
}

/** @type {typeof en} */
const id = {
  title: 'Demo liveness',
  language: 'Bahasa',
  headline: 'Benarkah ada orang di sana?',
  pitch:
    'Buat akun, tekan Mulai, ikuti beberapa petunjuk: dalam setengah menit server memutuskan apakah ada orang sungguhan di depan kamera.',
  signUp: 'Buat akun',
  logIn: 'Masuk',
  haveAccount: 'Saya sudah punya akun',
  noAccount: 'Saya belum punya akun',
  fullname: 'Nama lengkap',
  username: 'Nama pengguna',
  password: 'Kata sandi',
  logOut: 'Keluar',
  check: 'Pemeriksaan wajah',
  history: 'Pemeriksaan Anda',
  noChecks: 'Belum ada. Tekan Mulai untuk yang pertama.',
  another: 'Pemeriksaan baru',
  older: 'Tampilkan yang lebih lama',
  account: 'Akun Anda',
  deleteAccount: 'Hapus akun …',
  deleteSure: 'Hapus akun Anda?',
  deleteNote: 'Menghapus akun berarti menghapus semua pemeriksaan dan gambarnya, seketika dan selamanya.',
  deleteYes: 'Ya, hapus semuanya',
  deleteNo: 'Tidak, simpan',
  apiDocs: 'Antarmuka HTTP di balik halaman ini',
  accept: 'Berhasil',
  reject: 'Tidak berhasil',
  retry: 'Belum pasti, coba lagi',
  waiting: 'Belum dimulai',
  running: 'Sedang berlangsung',
  expired: 'Waktu habis',
  cancelled: 'Dibatalkan',
  loggedOut: 'Anda telah keluar. Silakan masuk lagi.',
  unreachable: 'Server tidak menjawab. Periksa koneksi Anda, lalu coba lagi.',
  failed: 'Tidak berhasil. Coba lagi sebentar lagi.',
}

export const words = { en, id }

/**
 * What the server refuses, in Indonesian: by message, for those of the account interface have no code, else by status.
 * @type {Readonly<Record<string, string>>}
 */
export const refusalsInIndonesian = {
  'Username already exist!': 'Nama pengguna sudah dipakai!',
  'Username not found!': 'Nama pengguna tidak ditemukan!',
  'Password is incorrect!': 'Kata sandi salah!',
  'Username or password is incorrect!': 'Nama pengguna atau kata sandi salah!',
  'Fullname, Username, and Password at least 5 characters':
    'Nama lengkap, nama pengguna, dan kata sandi minimal 5 karakter',
  'Password at least 15 characters, 5 of them different, without the name or username in it':
    'Kata sandi minimal 15 karakter, 5 di antaranya berbeda, tanpa nama atau nama pengguna di dalamnya',
  'Name, Username, and Password is required': 'Nama, nama pengguna, dan kata sandi wajib diisi',
  'Failed to delete user!': 'Akun gagal dihapus!',
  400: 'Ada isian yang tidak dapat diterima. Periksa, lalu coba lagi.',
  429: 'Terlalu banyak percobaan, coba lagi nanti',
  503: 'Server sibuk, coba lagi sebentar lagi',
}
