# The window's words: what is said not by the page but by the system around it.

tray-opening = Opening
tray-check = Check now
tray-open = Open Köpir
tray-quit = Quit

minimised-title = Köpir goes on working
minimised-body = This computer shows no icon beside the clock, so the window is minimised. To quit, close it once more.

no-display = There is no display to open Köpir's window on. “kopir serve” opens the screens in a browser, “kopir run” transfers without screens.
not-started = Köpir's window did not open: { $detail }. “kopir serve” opens the screens in a browser, “kopir run” transfers without screens.
