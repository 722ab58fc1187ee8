# What a person reads when there is no page: what happened, what is safe, what to do next.

error-to-first-page = To the first page
error-try-again = Try again
error-reference = Reference

error-next-back = Go back, and your browser should still have what you typed.
error-next-home = The first page leads everywhere you may go.
error-next-reload = Load the page again and look at how things stand now.
error-next-sign-in = Sign in and you will be taken on to where you wanted to go.
error-next-wait = Wait a moment and try again.
error-next-quote = Try again in a moment. If it happens again, tell the studio the reference below.
error-next-address = Please check the address, or use the link in one of the studio’s mails.

error-400-title = This did not arrive as it should
error-400-text = What the browser sent could not be understood. Nothing was changed.
error-401-title = Please sign in
error-401-text = This page is for people who are signed in.
error-403-title = This was not done
error-403-text = Either the page had been open for too long, or this is not yours to do. Nothing was changed.
error-404-title = There is no such page
error-404-text = It may have been moved or removed, or it belongs to someone else.
error-405-title = This cannot be done here
error-405-text = The address exists, but not for this. Nothing was changed.
error-408-title = This took too long to arrive
error-408-text = For a while hardly anything came, so the connection was closed. Nothing was saved.
error-409-title = Someone else was quicker
error-409-text = This changed while you were at it. Your change was not saved, so that theirs is not lost.
error-conflict-text = Two changes met. Yours was not saved, so that the other is not lost.
error-410-title = This link no longer works
error-410-text = It has been used, has expired, or another one like it was used.
error-413-title = This is too large
error-413-text = What you sent is larger than this page takes. Nothing was saved.
error-415-title = This kind of thing does not fit here
error-415-text = What you sent is of a kind this page does not take. Nothing was saved.
error-421-title = No studio lives here
error-421-text = Under this address there is no studio’s portal.
error-422-title = Something does not fit yet
error-422-text = What you sent could not be saved as it is. Nothing was changed.
error-429-title = A little slower, please
error-429-text = There were many requests in a short time. Nothing was changed.
error-429-until = At { $clock } more will be taken again.
error-elsewhere-text = For your studio, the portal opens from certain networks only, and this is none of them. An admin can change that.
error-500-title = Something went wrong on our side
error-500-text = It is not your doing. What was saved before is safe; what you were just doing was not saved.
error-503-title = The portal is catching its breath
error-503-text = A part of it does not answer right now. What was saved before is safe.
