"""A local Discord: the gateway, the REST and the people that a bot meets, on this machine alone.

It is for one bot in one guild, and plays what that bot needs: everything else answers 404. `LocalDiscord`
in `local` opens it, `Actor` in `actor` is a person in a test, `page` is the same for a browser.

What it cannot tell you:
- The shapes of the REST are checked against Discord's published description. What the gateway says, the
  6000 characters in sum, the deadlines and who sees what are read from the documentation by people.
- Texts are measured in code points. How an embed looks on a phone is not tested.
- Rate limits are generous unless a test tightens them. Threads, reactions, voice and the list of members
  are not played; files of more than 10 MiB are refused as in a guild without boosts.
- Therefore: try a release once by hand in a private guild of the real Discord.
"""
