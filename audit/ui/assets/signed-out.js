// The other windows of this browser show what whoever left could see: they look anew, see environment.js.
new BroadcastChannel("audit").postMessage("signed out");
