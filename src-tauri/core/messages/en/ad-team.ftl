## The file for the Active Directory team, where permissions are split

ad-team-title = { $guide }: create the account with split permissions
ad-team-lead = Use this file only if your account isn't allowed to create users with New-MailUser.
ad-team-directory = First: the Active Directory team, in Windows PowerShell with the ActiveDirectory module
ad-team-exchange = Then: the Exchange team, in the Exchange Management Shell
ad-team-after = After that, run the script of the step "Application account" again. It verifies the account and hides it from address lists.
