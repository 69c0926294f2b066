// The least that is a browser phone: what the web app does, without the app.
(() => {
  const phone = { rings: null, token: '', registered: false, session: null, failures: [] }
  globalThis.phone = phone
  const listen = (stream) => {
    const context = new AudioContext()
    const analyser = context.createAnalyser()
    analyser.fftSize = 8192
    context.createMediaStreamSource(stream).connect(analyser)
    const sink = new Audio()
    sink.srcObject = stream
    sink.muted = true
    sink.play()
    const samples = new Float32Array(analyser.fftSize)
    // How much of what is heard now is the tone (Goertzel), from 0 to 1.
    phone.hears = (hertz) => {
      analyser.getFloatTimeDomainData(samples)
      const k = 2 * Math.cos((2 * Math.PI * hertz) / context.sampleRate)
      let a = 0, b = 0, total = 0
      for (const s of samples) {
        const next = s + k * a - b
        b = a
        a = next
        total += s * s
      }
      return total < 1e-4 ? 0 : (a * a + b * b - k * a * b) / ((total * samples.length) / 2)
    }
  }
  phone.start = async (tab, take) => {
    const answer = await fetch('/api/phone', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ tab, take }),
    })
    if (!answer.ok) return answer.status
    const grant = await answer.json()
    const socket = new JsSIP.WebSocketInterface(location.origin.replace('http', 'ws') + grant.socket)
    const ua = new JsSIP.UA({
      sockets: [socket], uri: grant.uri, authorization_user: grant.user, password: grant.password,
      register_expires: grant.register_expires, session_timers: false,
      connection_recovery_min_interval: 1, connection_recovery_max_interval: 2,
    })
    phone.microphone ??= await navigator.mediaDevices.getUserMedia({ audio: true })
    ua.on('registered', () => { phone.registered = true })
    ua.on('unregistered', () => { phone.registered = false })
    ua.on('disconnected', () => { phone.registered = false; phone.cut = (phone.cut ?? 0) + 1 })
    ua.on('registrationFailed', (e) => { phone.failures.push(e.cause); setTimeout(() => ua.isConnected() && ua.register(), 500) })
    ua.on('newRTCSession', ({ session, request }) => {
      phone.session = session
      phone.token = request.getHeader('X-Hotline-Token')
      session.on('peerconnection', ({ peerconnection }) => {
        peerconnection.addEventListener('track', (e) => listen(e.streams[0] ?? new MediaStream([e.track])))
      })
      session.on('ended', (e) => { phone.over = e.cause })
      session.on('failed', (e) => { phone.over = e.cause })
      phone.rings = true
    })
    ua.start()
    phone.ua = ua
    return 200
  }
  phone.answer = () => { phone.rings = false; phone.session.answer({ mediaStream: phone.microphone, pcConfig: { iceServers: [] } }) }
})()
