// Apart from the words of what is shown of calls, which the page loads once it shows them.

/** What changed in a call without anybody's doing here, or came to nothing. */
export const NOTICES = {
  keyFailed: 'The key could not be sent.',
  changeRefused: 'The other side did not take the change. The call goes on as it was.',
  withoutCamera: 'No camera was found, or another program is using it. This is an audio call.',
  microphoneReplaced: 'The microphone was disconnected. The call goes on with another one.',
  microphoneLost: 'The microphone was disconnected, and there is no other one: nobody hears you. Connect one, then choose it.',
  cameraReplaced: 'The camera was disconnected. The call goes on with another one.',
  cameraLost: 'The camera was disconnected. The others see a black picture.',
} as const
