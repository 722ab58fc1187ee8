# files
files-title = Files
files-empty-title = No files yet
files-empty-text = Artwork, briefs and proofs for this project are kept here, with all their versions.
files-version = Version { $number }
files-version-short = V { $number }
files-download = Download
files-download-name = Download { $name }
files-download-version = Download version { $number } of { $name }
files-downloads = { $count ->
    [0] not downloaded yet
    [one] downloaded once
   *[other] downloaded { $count } times
}
files-add = Add files
files-drop = Choose files, or drop them here
files-add-hint = Up to { $count } at once, { $most } each. A file with the same name as an existing one becomes its next version.
files-kinds = Which file types are accepted?
files-not-scanned = Files are not scanned for viruses here. Open only files you expect.
files-send = Upload
files-upload-waiting = Waiting
files-upload-sent = Uploaded
files-upload-version = Uploaded as version { $number }
files-upload-stopped = Stopped
files-upload-failed = The upload failed. Please try again.
files-upload-stop = Stop
files-said-received = Files uploaded.
files-said-received-one = File uploaded.
files-said-next-version = File uploaded as the next version of the file with this name.
files-said-received-with-versions = Files uploaded. Where there was a file with the same name, yours is its next version.
files-said-deleted = File moved to the trash.
files-received = { $count ->
    [one] The other file was uploaded.
   *[other] The other { $count } files were uploaded.
}
files-received-versions = { $count ->
    [one] One of those uploaded is the next version of a file that was here.
   *[other] { $count } of those uploaded are the next versions of files that were here.
}
files-refused-title = { $count ->
    [one] One file could not be uploaded
   *[other] { $count } files could not be uploaded
}
files-nothing-title = Nothing was uploaded
files-not-all-title = Not everything was uploaded
files-none-chosen = Choose a file first.
files-fault-no-extension = The name has no extension, such as .pdf, that says what the file is.
files-fault-not-taken = Files ending in .{ $extension } are not accepted. You can send them in a zip archive.
files-fault-not-what-it-says = This is not a valid .{ $extension } file. Check it, or give it the right extension.
files-fault-program = This is a program. Programs are not accepted.
files-fault-web-page = This is a web page. Send it as a PDF or a picture.
files-fault-hybrid = This file has other data hidden after its end. Export it again and upload the new copy.
files-fault-empty = The file is empty.
files-fault-too-large = The file is larger than the limit of { $most }.
files-fault-too-many = { $most ->
    [one] Only one file at a time. Upload this one next.
   *[other] Only { $most } files at once. Upload this one next.
}
files-next = Upload a new version
files-next-drop = Choose a file, or drop it here
files-next-hint = A .{ $extension } file of up to { $most }, whatever its name.
files-rename = Rename
files-name = Name
files-said-renamed = File renamed.
files-said-new-version = New version uploaded.
files-fault-other-kind = A new version of this file has to be a .{ $extension } file.
files-fault-slash = A file name cannot contain / or \.
files-fault-keep-extension = The name has to end in .{ $extension }, as it does now.
files-conflict-renamed = Someone else has given this file another name meanwhile, which stands above. To use yours, rename it again.
files-conflict-name-taken = Another file in this project has this name. Choose a different one.
files-delete = Delete
files-delete-question = Delete { $name }?
files-delete-text = All its versions are moved to the trash and can be restored for a while.
files-versions = { $count ->
    [one] one version
   *[other] { $count } versions
}
files-trash = Trash
files-trash-back = Back to the files
files-trash-hint = { $count ->
    [one] Deleted files are kept for a day, with all their versions. Then they are removed permanently.
   *[other] Deleted files are kept for { $count } days, with all their versions. Then they are removed permanently.
}
files-trash-empty = The trash is empty
files-trash-empty-text = You can restore deleted files from this page.
files-trash-since = deleted
files-trash-until = kept until
files-restore = Restore
files-restore-name = Restore { $name }
files-said-restored = File restored, with all its versions.
files-conflict-name = Another file now has this name. Delete that one first, or leave this one in the trash.
files-conflict-deleted-again = This file was restored and deleted again since. Look at the trash to see when.
files-fault-together-too-large = Together these files are larger than the limit of { $most }. Upload them one by one.
files-fault-broke-off = The upload was interrupted. Send the missing files again.

activity-file-uploaded = { $who } uploaded { $what }.
activity-file-deleted = { $who } moved { $what } to the trash.
activity-file-restored = { $who } restored { $what } from the trash.
activity-file-renamed = { $who } renamed a file to { $what }.
audit-noun-file = Files
audit-thing-file = a file
audit-thing-file-version = a file version
audit-kind-file-uploaded = uploaded { $what }
audit-kind-file-downloaded = downloaded { $what }
audit-kind-file-deleted = deleted { $what }
audit-kind-file-purged = permanently removed { $what }
audit-kind-file-restored = restored { $what }
audit-kind-file-renamed = renamed { $what }
