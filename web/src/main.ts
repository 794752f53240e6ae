// The page starts: theme first, then the shell, then the socket.
import { mount } from 'svelte'
import './theme/tokens.generated.css'
import './base.css'
import App from './shell/app.svelte'
import { display } from './shell/display.svelte.ts'
import { line } from './shell/line.svelte.ts'
import { route } from './shell/route.svelte.ts'
import { settings } from './shell/settings.svelte.ts'
import { speaker } from './shell/speaker.ts'

const target = document.getElementById('app')
if (target === null) throw new Error('index.html: expected an element with the id "app"')
settings.listen()
route.listen()
display.listen()
speaker.listen()
// Text on a canvas does not wait for its font by itself.
await Promise.all([document.fonts.load('400 16px B612'), document.fonts.load('700 16px B612')]).catch(
  () => undefined,
)
mount(App, { target })
line.open()
